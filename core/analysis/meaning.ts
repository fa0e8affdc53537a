import { blocks } from '../blocks/catalogue';
import { layers } from '../blocks/layers/catalogue';
import type { Parameters } from '../blocks/parameter';
import { trainingParameters } from '../blocks/training';
import type { Graph, Json } from '../graph/document';

type Written = { readonly [key: string]: Json };

/** A graph with what its parameters are where nothing is written, so that two graphs of one meaning are alike. */
export const spelledOut = (graph: Graph): Graph => ({
  ...graph,
  nodes: new Map(
    [...graph.nodes].map(([id, node]) => [
      id,
      { ...node, parameters: filled(blocks.get(node.block)?.parameters, node.parameters) },
    ]),
  ),
  training: filled(trainingParameters, graph.training),
});

/** Defaults first, in the order of their declaration. */
function filled(declared: Parameters = {}, written: Written): Written {
  const defaults = Object.entries(declared).map(([name, parameter]) => [name, parameter.default as Json]);
  const all: Written = { ...Object.fromEntries(defaults), ...written };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [
      name,
      Object.hasOwn(declared, name) && declared[name]?.control.kind === 'layers' ? layersFilled(value) : value,
    ]),
  );
}

const layersFilled = (value: Json): Json =>
  isList(value)
    ? value.map((each) => (isObject(each) ? filled(layers.get(String(each.layer))?.parameters, each) : each))
    : value;

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const isObject = (value: Json): value is Written =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
