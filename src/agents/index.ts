/** The agents that come with the product. */
import type { Agent } from './agent.ts';
import { lanes } from './agent.ts';
import { cost } from './cost.ts';
import { docs } from './docs.ts';
import { governance } from './governance.ts';
import { quality } from './quality.ts';

/** By precedence: lane first, then name in code-unit order. */
export function byPrecedence(a: Pick<Agent, 'lane' | 'name'>, b: Pick<Agent, 'lane' | 'name'>): number {
  return lanes.indexOf(a.lane) - lanes.indexOf(b.lane) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

export const builtInAgents: readonly Agent[] = [governance, quality, cost, docs].sort(byPrecedence);
