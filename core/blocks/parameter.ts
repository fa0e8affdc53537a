import * as z from 'zod/mini';
import type { Json } from '../graph/document';

/**
 * What a change does to a run. `live`: felt at the next step, nothing is lost. `next step`: so too, but what the optimizer
 * remembers begins anew. `rebuild`: the model is made anew and keeps
 * the weights whose shapes still fit. `reset`: training starts over.
 */
export type Effect = 'live' | 'next step' | 'rebuild' | 'reset';

interface Words {
  readonly label: string;
  /** One sentence for a person. */
  readonly help: string;
  readonly unit?: string;
  readonly effect: Effect;
  /** New blocks are written without it: few models set it. */
  readonly implied?: boolean;
  /** It means something only while another parameter has a value: a form hides it otherwise. */
  readonly onlyWith?: Condition;
  /** While another parameter has a value, a change of this one does something else to a run. */
  readonly effectWith?: Condition & { readonly effect: Effect };
}

interface Condition {
  readonly parameter: string;
  readonly value: string | readonly string[];
}

/** How a form shows a parameter. */
export type Control =
  | { readonly kind: 'number'; readonly integer: boolean; readonly minimum: number; readonly maximum: number }
  | { readonly kind: 'choice'; readonly options: readonly { readonly value: string; readonly label: string }[] }
  | { readonly kind: 'sizes' }
  | { readonly kind: 'pattern' }
  | { readonly kind: 'layers' };

/** A parameter, declared once: validation, default, form field and JSON schema all come from this. */
export interface Parameter<T = unknown> extends Words {
  readonly schema: z.ZodMiniType<T>;
  readonly default: T;
  readonly control: Control;
  /** «a whole number from 1 to 4096»: ends the sentence of a refusal. */
  readonly expects: string;
}

type Values = { readonly [name: string]: unknown };

const holds = ({ parameter, value }: Condition, values: Values): boolean =>
  [value].flat().some((each) => values[parameter] === each);

/** Whether a parameter means something beside the values of the others. */
export const isMeant = ({ onlyWith }: Parameter, values: Values): boolean =>
  onlyWith === undefined || holds(onlyWith, values);

/** What a change of a parameter does to a run beside the values of the others. */
export const effectOf = ({ effect, effectWith }: Parameter, values: Values): Effect =>
  effectWith && holds(effectWith, values) ? effectWith.effect : effect;

export type Parameters = { readonly [name: string]: Parameter };

/** The checked values of a declaration. */
export type ValuesOf<P extends Parameters> = { readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };

type Range = { readonly default: number; readonly minimum: number; readonly maximum: number };

export function integer(options: Words & Range): Parameter<number> {
  const { minimum, maximum } = options;
  return {
    ...options,
    schema: z.int().check(z.minimum(minimum), z.maximum(maximum)),
    control: { kind: 'number', integer: true, minimum, maximum },
    expects: `a whole number from ${minimum} to ${maximum}`,
  };
}

export function number(options: Words & Range): Parameter<number> {
  const { minimum, maximum } = options;
  return {
    ...options,
    schema: z.number().check(z.minimum(minimum), z.maximum(maximum)),
    control: { kind: 'number', integer: false, minimum, maximum },
    expects: `a number from ${minimum} to ${maximum}`,
  };
}

export function choice<const T extends string>(
  options: Words & { readonly default: NoInfer<T>; readonly options: { readonly [K in T]: string } },
): Parameter<T> {
  const values = Object.keys(options.options) as T[];
  return {
    ...options,
    schema: z.enum(values) as unknown as z.ZodMiniType<T>,
    control: { kind: 'choice', options: values.map((value) => ({ value, label: options.options[value] })) },
    expects: `one of ${values.map((value) => `“${value}”`).join(', ')}`,
  };
}

/** Sizes of the axes of a sample, such as `[28, 28, 1]`. */
export function sizes(options: Words & { readonly default: readonly number[] }): Parameter<readonly number[]> {
  return {
    ...options,
    schema: z.readonly(z.array(z.int().check(z.minimum(1), z.maximum(65536))).check(z.minLength(1), z.maxLength(4))),
    control: { kind: 'sizes' },
    expects: 'a list of one to four whole numbers, such as [28, 28, 1]',
  };
}

/** Rows of the digits 0 and 1, such as `["1100", "0011"]`, all of one length. */
export function pattern(options: Words & { readonly default: readonly string[] }): Parameter<readonly string[]> {
  const row = z.string().check(z.regex(/^[01]+$/), z.maxLength(256));
  const alike = (rows: readonly string[]): boolean => rows.every(({ length }) => length === rows[0]?.length);
  return {
    ...options,
    schema: z.readonly(z.array(row).check(z.minLength(1), z.maxLength(256), z.refine(alike))),
    control: { kind: 'pattern' },
    expects: 'a list of rows of the digits 0 and 1, all of one length, such as ["1100", "0011"]',
  };
}

export interface ParameterProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly unknown?: boolean;
}

export interface CheckedParameters<P extends Parameters> {
  /** Every declared parameter: as written where that is valid, the default elsewhere. */
  readonly values: ValuesOf<P>;
  readonly problems: readonly ParameterProblem[];
}

/** Checks written values against a declaration. What is missing takes its default; what is wrong is named. */
export function checkParameters<P extends Parameters>(
  declared: P,
  written: { readonly [key: string]: Json },
): CheckedParameters<P> {
  const values: Record<string, unknown> = {};
  const problems: ParameterProblem[] = [];
  for (const [name, parameter] of Object.entries(declared)) {
    values[name] = parameter.default;
    if (!Object.hasOwn(written, name)) continue;
    const result = parameter.schema.safeParse(written[name]);
    if (result.success) values[name] = result.data;
    else problems.push({ path: [name], message: `${parameter.label} must be ${parameter.expects}.` });
  }
  for (const name of Object.keys(written)) {
    if (!Object.hasOwn(declared, name)) {
      problems.push({
        path: [name],
        message: `“${name}” is not known here; it is kept, and does nothing.`,
        unknown: true,
      });
    }
  }
  return { values: values as ValuesOf<P>, problems };
}
