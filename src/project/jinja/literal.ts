import type { Expression } from './ast.ts';
import type { ConfigValue } from './rendered.ts';

/** The text of a string literal; undefined for any other expression. */
export function literalText(node: Expression | undefined): string | undefined {
  return node?.type === 'string' ? node.parts.map((part) => part.text).join('') : undefined;
}

/** The value of an expression made of literals only. */
export function literalValue(node: Expression): ConfigValue {
  switch (node.type) {
    case 'string':
      return { known: true, value: literalText(node) };
    case 'number':
    case 'constant':
      return { known: true, value: node.value };
    case 'unary':
      return node.operator === '-' && node.operand.type === 'number'
        ? { known: true, value: -node.operand.value }
        : { known: false };
    case 'list':
    case 'tuple': {
      const values = node.items.map(literalValue);
      if (!values.every((each) => each.known)) return { known: false };
      return { known: true, value: values.map((each) => each.value) };
    }
    case 'dict': {
      const entries: [string, unknown][] = [];
      for (const entry of node.entries) {
        const key = literalText(entry.key);
        const value = literalValue(entry.value);
        if (key === undefined || !value.known) return { known: false };
        entries.push([key, value.value]);
      }
      // fromEntries defines properties, so a key named __proto__ is only a key.
      return { known: true, value: Object.fromEntries(entries) };
    }
    default:
      return { known: false };
  }
}
