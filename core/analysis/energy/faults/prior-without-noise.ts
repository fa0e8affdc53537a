import { type Rule, warn } from './rule';

/** Springs without balls pull all codes into one point. */
export const priorWithoutNoise: Rule = (graph) =>
  graph.codes.flatMap((code) => {
    const prior = graph.pullsOn(code).find(({ block }) => block.prior);
    if (
      !prior ||
      graph.drawsFrom(code).some((draw) => graph.distances.some(({ prediction }) => graph.dependsOn(prediction, draw)))
    ) {
      return [];
    }
    const message = `“${prior.id}” is a prior on “${code.id}”, but no prediction is made from draws of it: the prior has nothing to weigh against and pulls all codes into one.`;
    return [warn('EBM3004', message, { node: prior.id })];
  });
