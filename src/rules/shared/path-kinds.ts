/** What a path's name says that the file is for. */

/** True for files that tests are made of. */
export function isTestPath(path: string): boolean {
  return (
    /(^|\/)(tests?|__tests__|specs?|e2e|cypress|testing)\//i.test(path) ||
    /(^|\/)(test_[^/]*|conftest)\.py$|[._-](test|tests|spec|cy|e2e)\.[^/]+$|(Test|Tests|Spec)\.(java|kt|cs|scala|groovy)$/.test(
      path,
    )
  );
}

/** True for data and code that tests or pages show rather than run. The snapshots of dbt are run. */
export function isSamplePath(path: string): boolean {
  return (
    /(^|\/)(__fixtures__|fixtures?|testdata|test-data|__snapshots__|samples?|examples?|mocks?|__mocks__)\//i.test(
      path,
    ) || /(^|\/)snapshots\/.*(?<!\.(sql|ya?ml))$/i.test(path)
  );
}

/** True for what is copied or built rather than written here. */
export function isForeignPath(path: string): boolean {
  return (
    /(^|\/)(node_modules|vendor|vendored|third[_-]party|dist|dbt_packages|site-packages|\.licenses|\.yarn|target)\//i.test(
      path,
    ) || /\.min\.(js|css)$|\.bundle\.js$|(^|\/)package-lock\.json$/.test(path)
  );
}

/** True for Markdown. */
export function isPagePath(path: string): boolean {
  return /\.(md|mdx|markdown)$/i.test(path);
}

/** True for pages about what was, and for those of one day, such as plans: they rightly name what is gone. */
export function isHistoryPath(path: string): boolean {
  const isDated = /(^|\/)(19|20)\d\d-[01]\d-[0-3]\d([-_.]|$)/.test(path);
  return (
    isDated ||
    /(^|\/)(change-?log|changes|history|news|releases?|release[-_]?notes|upgrad(e|ing)|migrat(e|ing|ion)s?|adrs?|rfcs?|decisions|archived?|meeting[-_]?notes|post-?mortems?|blog)([-_./]|$)/i.test(
      path,
    )
  );
}
