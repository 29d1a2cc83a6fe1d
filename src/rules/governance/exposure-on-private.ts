import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';

const exposure = (model: string) =>
  `exposures:\n  - name: weekly\n    type: dashboard\n    depends_on:\n      - ref('${model}')\n`;
const models = {
  'models/orders.sql': "{{ config(access='private') }}\nselect 1 as id\n",
  'models/items.sql': 'select 1 as id\n',
};

export const rule = defineRule({
  id: 'governance/exposure-on-private',
  summary: 'An exposure reads a model that is private',
  severity: 'medium',
  why: 'A private model may change without notice; a dashboard that people look at is notice enough to be broken.',
  advice: 'Let the exposure read a model that is meant for it, or say that this one is.',
  silent: ['what the exposure read before', 'models that say nothing of their access'],
  examples: {
    fires: [
      {
        name: 'adds an exposure of a private model',
        base: models,
        head: { 'models/exposures.yml': exposure('orders') },
        findings: [{ path: 'models/exposures.yml', line: 5, subject: 'orders' }],
      },
      {
        name: 'makes a model private that an exposure reads',
        base: { ...models, 'models/exposures.yml': exposure('items') },
        head: { 'models/items.sql': "{{ config(access='private') }}\nselect 1 as id\n" },
        findings: [{ path: 'models/exposures.yml', line: 5, subject: 'items' }],
      },
    ],
    silent: [
      {
        name: 'adds an exposure of another model',
        base: models,
        head: { 'models/exposures.yml': exposure('items') },
      },
      {
        name: 'describes an exposure that read the private model before',
        base: { ...models, 'models/exposures.yml': exposure('orders') },
        head: { 'models/exposures.yml': `${exposure('orders')}    description: Of each week\n` },
      },
    ],
  },
  *check({ workspace }) {
    for (const { base, head } of workspace.projects) {
      if (!head) continue;
      for (const exposure of head.resources.values()) {
        if (exposure.type !== 'exposure' || exposure.enabled !== true) continue;
        const before = base?.resources.get(exposure.id);
        for (const { target, span } of exposure.dependencies) {
          const model = target === undefined ? undefined : head.resources.get(target);
          if (!model || model.type !== 'model' || head.known(model, 'access') !== 'private') continue;
          const then = base?.resources.get(model.id);
          const read = before?.dependencies.some((each) => each.target === model.id) === true;
          if (read && then && base?.known(then, 'access') === 'private') continue;
          yield {
            confidence: 'proven',
            title: `Exposure ${code(exposure.name)} reads the private model ${code(model.name)}`,
            message: `${code('access: private')} keeps the model for its own group.`,
            resource: exposure.id,
            subject: model.name,
            location: head.locate(span),
          };
        }
      }
    }
  },
});
