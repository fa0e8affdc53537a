import type { Finding } from '../../finding';
import type { EnergyGraph } from '../energy-graph';

/** One way in which an energy can go wrong: a rule over the graph. */
export type Rule = (graph: EnergyGraph) => readonly Finding[];

export const warn = (
  code: string,
  message: string,
  place: Omit<Finding, 'code' | 'message' | 'severity'>,
): Finding => ({ code, severity: 'warning', message, ...place });
