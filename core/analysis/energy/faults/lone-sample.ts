import type { Fix } from '../../../blocks/block';
import { trainingParameters } from '../../../blocks/training';
import type { Finding } from '../../finding';
import type { EnergyGraph } from '../energy-graph';
import { warn } from './rule';

/** A term that compares the samples of a batch, of which there is one: it has no slope, whatever the sample is. */
export function loneSample(graph: EnergyGraph, batch: number): Finding[] {
  const comparing = graph.weighty.find(({ block }) => block.overBatch && block.pull !== 'weights');
  if (batch > 1 || !comparing) return [];
  const value = trainingParameters.batch.default;
  const message = `“${comparing.id}” compares the samples of a batch, and a batch has one: it says nothing of it.`;
  const fixes = (): Fix[] => [
    { title: `Set the batch to ${value}`, operation: { kind: 'set-training', key: 'batch', value } },
  ];
  return [warn('EBM3015', message, { node: comparing.id, fixes })];
}
