import { number } from './parameter';

/** The weight of an energy term, felt at the next step. A negative one pushes apart what a term bounded above pulls together. */
export const weight = (label: string, help: string, value = 1) =>
  number({ label, help, effect: 'live', default: value, minimum: -1e6, maximum: 1e6 });
