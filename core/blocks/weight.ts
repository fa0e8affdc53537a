import { number } from './parameter';

/** The weight of an energy term, felt at the next step. */
export const weight = (label: string, help: string, value = 1) =>
  number({ label, help, effect: 'live', default: value, minimum: 0, maximum: 1e6 });
