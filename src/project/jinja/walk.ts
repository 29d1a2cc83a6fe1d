import type { Argument, Expression, Statement } from './ast.ts';

export interface Visitor {
  /** Called for every expression, outer ones first. */
  expression(node: Expression): void;
  /** Called for every statement; false leaves out what is inside it. */
  statement(node: Statement): boolean;
}

/** Visits the statements of a body alone, in the order they are written. `visit` gives false to leave out what is inside. */
export function walkStatements(body: readonly Statement[], visit: (node: Statement) => boolean): void {
  for (const node of body) {
    if (!visit(node)) continue;
    if (node.type === 'if') for (const branch of node.branches) walkStatements(branch.body, visit);
    if ('body' in node) walkStatements(node.body, visit);
    if ('else' in node && node.else) walkStatements(node.else, visit);
  }
}

/** Visits a body in the order it is written. */
export function walk(body: readonly Statement[], visitor: Visitor): void {
  for (const statement of body) if (visitor.statement(statement)) walkStatement(statement, visitor);
}

function walkStatement(node: Statement, visitor: Visitor): void {
  const visit = (expression: Expression | undefined) => expression && walkExpression(expression, visitor);
  switch (node.type) {
    case 'output':
    case 'do':
    case 'set':
      return void visit(node.value);
    case 'setBlock':
    case 'filterBlock':
      visit(node.filter);
      return walk(node.body, visitor);
    case 'if':
      for (const branch of node.branches) {
        visit(branch.test);
        walk(branch.body, visitor);
      }
      return walk(node.else ?? [], visitor);
    case 'for':
      visit(node.over);
      visit(node.filter);
      walk(node.body, visitor);
      return walk(node.else ?? [], visitor);
    case 'macro':
      for (const parameter of node.parameters) visit(parameter.default);
      return walk(node.body, visitor);
    case 'callBlock':
      visit(node.call);
      return walk(node.body, visitor);
    case 'with':
      for (const binding of node.bindings) visit(binding.value);
      return walk(node.body, visitor);
    case 'snapshot':
      return walk(node.body, visitor);
  }
}

/** Visits an expression and what it is made of. */
export function walkExpression(node: Expression, visitor: Visitor): void {
  visitor.expression(node);
  // Most are one of these, and have nothing inside.
  if (node.type === 'name' || node.type === 'string') return;
  for (const child of children(node)) walkExpression(child, visitor);
}

function children(node: Expression): Expression[] {
  const values = (args: readonly Argument[]) => args.map((argument) => argument.value);
  switch (node.type) {
    case 'list':
    case 'tuple':
      return node.items;
    case 'dict':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'attribute':
      return [node.of];
    case 'index':
      return [node.of, node.index];
    case 'slice':
      return [node.of, node.from, node.to, node.step].filter((each) => each !== undefined);
    case 'call':
      return [node.of, ...values(node.args)];
    case 'filter':
      return [...(node.input ? [node.input] : []), ...values(node.args)];
    case 'test':
      return [node.input, ...values(node.args)];
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'compare':
      return [node.first, ...node.rest.map((each) => each.operand)];
    case 'conditional':
      return [node.test, node.then, ...(node.else ? [node.else] : [])];
    default:
      return [];
  }
}
