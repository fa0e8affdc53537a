import type { ClusterMeans, EnergyProgram, FlowStep } from './program';

/**
 * What a step of training does, in this order: it infers codes, draws negatives, updates the parameters, and projects them
 * back into their sets.
 */
export type PhaseName = 'infer' | 'contrast' | 'update' | 'project';

export interface Phase {
  readonly name: PhaseName;
  /** The blocks that take part. */
  readonly nodes: readonly string[];
}

/** The phases that a step of this program has; of most programs the update alone. */
export function phasesOf(program: EnergyProgram): readonly Phase[] {
  const { flow, terms, contrasts, observations, projections } = program;
  const energy = [...observations, ...flow, ...terms].map(({ node }) => node);
  const phases: Phase[] = [];
  const inferring = inferredBlocks(program);
  if (inferring.length) phases.push({ name: 'infer', nodes: inferring });
  const sampled = contrasts.filter(({ how }) => how.kind === 'sampled');
  if (sampled.length) phases.push({ name: 'contrast', nodes: [...energy, ...sampled.map(({ node }) => node)] });
  phases.push({ name: 'update', nodes: [...energy, ...contrasts.map(({ node }) => node)] });
  if (projections.length)
    phases.push({ name: 'project', nodes: projections.flatMap(({ path }) => ownerOf(program, path[0])) });
  return phases.map(({ name, nodes }) => ({ name, nodes: [...new Set(nodes)] }));
}

/** The code that is found before the parameters move; of an energy that weighs all codes, what their means need. */
export const foundCode = ({ searched, means }: EnergyProgram): FlowStep | undefined => {
  const how = searched?.search.how;
  const weighed = how?.kind === 'every' && how.take === 'expected';
  return weighed && !means.length ? undefined : searched?.step;
};

/** Where the points of clusters are no observation: the step of the flow that gives them. */
export const inferredPoints = ({ flow }: EnergyProgram, { points }: ClusterMeans): FlowStep | undefined =>
  flow.find(({ target }) => target.name === points.name);

/** A search takes what depends on the code, and what it is searched for; points take what they are computed from. */
function inferredBlocks(program: EnergyProgram): string[] {
  const { flow, terms, observations, means } = program;
  const found = foundCode(program);
  const read = observations.map(({ node }) => node);
  if (found) {
    const names = new Set([found.target.name]);
    const steps = flow.filter(({ target, call }) => {
      const depends = target === found.target || call.args.some(({ name }) => names.has(name));
      if (depends) names.add(target.name);
      return depends;
    });
    const moved = terms.filter(({ reads }) => reads.some(({ name }) => names.has(name)));
    return [...read, ...[...steps, ...moved].map(({ node }) => node)];
  }
  const points = means.flatMap((each) => inferredPoints(program, each) ?? []);
  const names = new Set(points.map(({ target }) => target.name));
  const steps = [...flow].reverse().filter(({ target, call }) => {
    if (names.has(target.name)) for (const { name } of call.args) names.add(name);
    return names.has(target.name);
  });
  return steps.length ? [...read, ...steps.map(({ node }) => node)] : [];
}

const ownerOf = ({ functions, means }: EnergyProgram, key: string | undefined): string[] => {
  const owner = functions.find(({ name }) => name === key)?.node ?? means.find(({ path }) => path[0] === key)?.node;
  return owner === undefined ? [] : [owner];
};
