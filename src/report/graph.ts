/** The lineage picture as a mermaid graph, for GitHub's light and dark theme. */
import { mermaidLabel } from './escape.ts';
import { clip } from './plain.ts';
import { impactStates } from './schema.ts';
import type { Impact, ImpactNode, ImpactState } from './schema.ts';

/** More nodes than this are no picture any more. */
const mostNodes = 20;

/** A BI file is no resource of dbt, and that it breaks is likely, not proven: it has a look of its own. */
type Look = ImpactState | 'bi';

const looks: readonly Look[] = impactStates.flatMap((state) => (state === 'broken' ? [state, 'bi'] : state));

function lookOf({ type, state }: ImpactNode): Look {
  return type === 'bi_file' ? 'bi' : state;
}

/** Fill and text always come as a pair, so that each box can be read on any background. */
const styles: Record<Look, string> = {
  changed: 'fill:#ddf4ff,stroke:#0969da,color:#0a3069,stroke-width:2px',
  broken: 'fill:#ffebe9,stroke:#cf222e,color:#82071e,stroke-width:2px',
  bi: 'fill:#ffd8b5,stroke:#bc4c00,color:#762c00,stroke-width:2px',
  affected: 'fill:#f6f8fa,stroke:#57606a,color:#24292f',
  exposed: 'fill:#fff8c5,stroke:#9a6700,color:#4d2d00,stroke-width:2px',
};

/** The shape says the type once more, for those who do not see the colours: people's things are round. */
function box(label: string, type: string): string {
  if (type === 'exposure') return `([${label}])`;
  if (type === 'bi_file') return `(${label})`;
  return type === 'source' || type === 'seed' ? `[(${label})]` : `[${label}]`;
}

/** What is alone in the picture is only there if it breaks or is seen by others: a column of loose boxes shows nothing. */
function drawnOf({ nodes, edges }: Impact): ImpactNode[] {
  const first = nodes.slice(0, mostNodes);
  const ids = new Set(first.map(({ id }) => id));
  const linked = new Set(edges.filter((edge) => edge.every((id) => ids.has(id))).flat());
  return first.filter(({ id, state }) => linked.has(id) || state === 'broken' || state === 'exposed');
}

/** A fenced mermaid block, or undefined if there is no edge to draw. */
export function impactGraph(impact: Impact | undefined): string | undefined {
  if (!impact) return undefined;
  const drawn = drawnOf(impact);
  const ids = new Map(drawn.map((node, index) => [node.id, `n${index}`]));
  const edges = impact.edges.flatMap(([from, to]) => {
    const [a, b] = [ids.get(from), ids.get(to)];
    return a === undefined || b === undefined ? [] : [`  ${a} --> ${b}`];
  });
  if (edges.length === 0) return undefined;

  return [
    '```mermaid',
    'flowchart LR',
    ...drawn.map(
      (node, index) => `  n${index}${box(mermaidLabel(clip(node.label, 60)), node.type)}:::${lookOf(node)}`,
    ),
    ...edges,
    ...[...new Set(drawn.map(lookOf))].map((look) => `  classDef ${look} ${styles[look]}`),
    '```',
  ].join('\n');
}

const legends: Record<Look, string> = {
  changed: '🔵 changed here',
  broken: '🔴 breaks',
  bi: '🟠 BI that likely breaks',
  affected: '⚪ affected downstream',
  exposed: '🟡 exposed',
};

/** What the colours mean, for those that are drawn, and how much is not drawn. */
export function impactLegend(impact: Impact): string {
  const drawn = drawnOf(impact);
  const shown = new Set(drawn.map(lookOf));
  const hidden = impact.omitted + impact.nodes.length - drawn.length;
  return [
    ...looks.filter((look) => shown.has(look)).map((look) => legends[look]),
    ...(hidden > 0 ? [`and ${hidden} more not shown`] : []),
  ].join(' · ');
}
