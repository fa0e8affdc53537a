import * as z from 'zod/mini';
import { currentFormat } from '../graph/document';
import { blocks } from './catalogue';
import { layers } from './layers/catalogue';
import type { Parameter, Parameters } from './parameter';
import { trainingParameters } from './training';

/** A JSON schema (draft 7) or a part of one. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * The schema of `*.ebm.json`, from the declarations of blocks, layers and training. It allows unknown keys, as the document
 * does; what no schema can say (wiring, shapes, what an energy needs) the checker says.
 */
export function documentSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Energy-based model',
    type: 'object',
    required: ['format'],
    properties: {
      format: {
        description: 'The version of the document format.',
        type: 'integer',
        minimum: 1,
        default: currentFormat,
      },
      name: { description: 'The name of the model.', type: 'string' },
      about: { description: 'What the model shows and what to try with it.', type: 'string' },
      nodes: {
        description: 'The blocks, by their ids.',
        type: 'object',
        propertyNames: { pattern: idPattern },
        additionalProperties: oneOfKind('block', blocks.values()),
      },
      edges: {
        description: 'The wires between ports.',
        type: 'array',
        items: {
          type: 'object',
          required: ['from', 'to'],
          properties: {
            from: {
              description: 'The output that the wire comes from: block.port.',
              type: 'string',
              pattern: endPattern,
            },
            to: { description: 'The input that the wire ends in: block.port.', type: 'string', pattern: endPattern },
          },
        },
      },
      training: {
        description: 'How the model is trained.',
        type: 'object',
        properties: properties(trainingParameters),
      },
      layout: {
        description: 'Where the blocks stand, in pixels.',
        type: 'object',
        additionalProperties: {
          type: 'object',
          required: ['x', 'y'],
          properties: { x: { type: 'number' }, y: { type: 'number' } },
        },
      },
    },
  };
}

const constraints = new Set([
  'type',
  'required',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'pattern',
  'propertyNames',
]);

/**
 * The same schema for an editor in which the checker already names every fault: it explains and completes, and refuses
 * nothing, so that one fault is not reported twice.
 */
export function documentHints(): JsonSchema {
  return withoutRefusals(documentSchema()) as JsonSchema;
}

function withoutRefusals(schema: unknown, names = false): unknown {
  if (Array.isArray(schema)) return schema.map((each) => withoutRefusals(each));
  if (schema === null || typeof schema !== 'object') return schema;
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
      if (names) return [[key, withoutRefusals(value)]];
      if (key === 'if') return [[key, value]];
      if (key === 'enum') return [['examples', value]];
      return constraints.has(key) ? [] : [[key, withoutRefusals(value, key === 'properties')]];
    }),
  );
}

const idPattern = '^[A-Za-z][A-Za-z0-9_-]{0,63}$';
const endPattern = '^[^.]+\\.[^.]+$';

interface Kind {
  readonly type: string;
  readonly title: string;
  readonly about: string;
  readonly parameters: Parameters;
}

/** An object whose `key` says which kind it is, and which has the parameters of that kind. */
function oneOfKind(key: 'block' | 'layer', kinds: Iterable<Kind>): JsonSchema {
  const all = [...kinds];
  return {
    type: 'object',
    required: [key],
    properties: {
      [key]: { description: `Which ${key} this is.`, type: 'string', enum: all.map(({ type }) => type) },
    },
    allOf: all.map(({ type, title, about, parameters }) =>
      where(
        { required: [key], properties: { [key]: { const: type } } },
        { title, properties: { [key]: { title, description: about }, ...properties(parameters) } },
      ),
    ),
  };
}

/** Pairs, because an object with a method `then` would pass for a promise. */
const where = (condition: JsonSchema, consequence: JsonSchema): JsonSchema =>
  Object.fromEntries([
    ['if', condition],
    ['then', consequence],
  ]);

const properties = (parameters: Parameters): { readonly [name: string]: JsonSchema } =>
  Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, propertyOf(parameter)]));

function propertyOf({ schema, label, help, unit, default: value, control }: Parameter): JsonSchema {
  const { $schema: _, readOnly: __, ...own } = z.toJSONSchema(schema, { target: 'draft-7' });
  const title = unit ? `${label} (${unit})` : label;
  const words = { title, description: help, default: value };
  return control.kind === 'layers'
    ? { ...own, ...words, items: oneOfKind('layer', layers.values()) }
    : { ...own, ...words };
}
