/** Four figures or so, grouped by thin spaces, with a true minus sign: `104.6`, `12 340`, `0.0042`. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return `${sign}${exponential(size)}`;
  const digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 || size === 0 ? 2 : 3;
  return `${sign}${group(size.toFixed(digits))}`;
}

/** Thin spaces between thousands: `3 420`. */
export const formatCount = (count: number): string => group(String(Math.round(count)));

function group(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, '\u2009');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function exponential(size: number): string {
  const [mantissa = '', exponent = ''] = size.toExponential(1).split('e');
  const raised = [...exponent.replace('+', '')]
    .map((mark) => (mark === '-' ? '⁻' : superscripts[Number(mark)]))
    .join('');
  return `${mantissa}·10${raised}`;
}
