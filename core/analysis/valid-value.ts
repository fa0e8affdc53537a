import type { Parameter } from '../blocks/parameter';
import type { Json } from '../graph/document';
import { nearest } from './nearest';

/** The value that a parameter takes nearest to one that it does not; undefined where nothing is near. */
export function nearestValue({ control, default: otherwise }: Parameter, written: Json): Json | undefined {
  switch (control.kind) {
    case 'number': {
      const value = numberIn(written);
      if (Number.isNaN(value)) return otherwise as number;
      return within(control.integer ? Math.round(value) : value, control.minimum, control.maximum);
    }
    case 'choice': {
      const options = control.options.map(({ value }) => value);
      return (typeof written === 'string' ? nearest(written, options) : undefined) ?? (otherwise as string);
    }
    case 'sizes': {
      const sizes = Array.isArray(written) ? written.map(numberIn) : [];
      if (!sizes.length || sizes.some(Number.isNaN)) return otherwise as readonly number[];
      return sizes.slice(0, 4).map((size) => within(Math.round(size), 1, 65536));
    }
    default:
      return undefined;
  }
}

/** A number, or a text that is one. */
const numberIn = (written: Json): number =>
  typeof written === 'number' || (typeof written === 'string' && written.trim()) ? Number(written) : Number.NaN;

const within = (value: number, minimum: number, maximum: number): number => Math.min(Math.max(value, minimum), maximum);
