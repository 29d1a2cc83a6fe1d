import { expect, test } from 'vitest';
import { readTests } from '../../../src/project/test-file/test-file.ts';

const brief = (path: string, text: string) =>
  readTests(path, text)!.map(({ name, isSkipped, line }) => `${line} ${name}${isSkipped ? ' skipped' : ''}`);

test('JavaScript and TypeScript', () => {
  const text = `describe('a', () => {
  it("b's", f);
  xit('c', f);
  test.concurrent.skip(\`d\`, f);
  test.skip(isWindows, 'e');
  it.each([1])('f %d', f);
});
`;
  expect(brief('a.test.ts', text)).toEqual(['1 a', "2 b's", '3 c skipped', '4 d skipped']);
});

test('Python: a mark on any line before the function', () => {
  const text = `@pytest.mark.parametrize(
    "x",
    [1, 2],
)
@pytest.mark.skip(reason="slow")
async def test_a(x):
    pass

@pytest.mark.skipif(windows)
def test_b(): ...

@unittest.skip("why")
class TestC:
    def test_d(self): ...
`;
  expect(brief('test_a.py', text)).toEqual([
    '5 test_a skipped',
    '10 test_b',
    '12 TestC skipped',
    '14 test_d',
  ]);
});

test('Java, Kotlin and Ruby', () => {
  expect(brief('ATest.java', '@Disabled\n@Test\nvoid adds() {}\n@Test\npublic void is() {}\n')).toEqual([
    '1 adds skipped',
    '5 is',
  ]);
  expect(brief('ATest.kt', '@Test\nfun `adds up`() {}\n')).toEqual(['2 adds up']);
  expect(brief('a_spec.rb', "describe 'a' do\n  xit 'b' do\n")).toEqual(['1 a', '2 b skipped']);
});

test('other files are not known', () => {
  expect(readTests('a.sql', 'select 1')).toBeUndefined();
});
