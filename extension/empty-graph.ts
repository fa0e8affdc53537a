import { writtenDefaults } from '../core/blocks/block';
import { trainingParameters } from '../core/blocks/training';
import { currentFormat, type Graph } from '../core/graph/document';

/** A graph without blocks, trained as usual. */
export const emptyGraph = (name: string): Graph => ({
  format: currentFormat,
  name,
  about: '',
  nodes: new Map(),
  edges: [],
  training: writtenDefaults(trainingParameters),
  layout: new Map(),
});
