import type { CheckedGraph } from '../../core/analysis/check';
import type { Block } from '../../core/blocks/block';
import { blocks } from '../../core/blocks/catalogue';
import type { Search } from '../state/view';
import { portThatTakes } from '../state/wiring';

/** How well a word finds a block: its title before its purposes, those before its sentence. */
function score({ title, type, keywords, about, category }: Block, word: string): number {
  const name = title.toLowerCase();
  if (name.startsWith(word)) return 8;
  if (name.includes(` ${word}`)) return 6;
  if (type.includes(word)) return 5;
  if (keywords.some((keyword) => keyword.toLowerCase().startsWith(word))) return 4;
  if (keywords.some((keyword) => keyword.toLowerCase().includes(word)) || category.includes(word)) return 3;
  return about.toLowerCase().includes(word) ? 1 : 0;
}

/** The blocks that every word of a query finds and that could take the wire in hand, best first. */
export function findBlocks(graph: CheckedGraph, query: string, wire: Search['wire']): readonly Block[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return [...blocks.values()]
    .filter((block) => !wire || portThatTakes(graph, block, wire.end, wire.side))
    .map((block) => ({ block, scores: words.map((word) => score(block, word)) }))
    .filter(({ scores }) => scores.every((each) => each > 0))
    .sort((a, b) => total(b.scores) - total(a.scores))
    .map(({ block }) => block);
}

const total = (scores: readonly number[]): number => scores.reduce((sum, each) => sum + each, 0);
