/** Which columns a row has and how much of each. */
export interface Row {
  at: readonly number[];
  by: readonly number[];
  isTrue: boolean;
}

export interface Column {
  /** What its weight costs: half of this times the square of its distance to `toward`, 0 where nothing is said. */
  penalty: number;
  toward?: number;
  /** Which way it may point; both where nothing is said. */
  only?: 'plus' | 'minus';
}

const allowed = (weight: number, { only }: Column): number =>
  (only === 'plus' && weight < 0) || (only === 'minus' && weight > 0) ? 0 : weight;

/** The rows behind each other, as a processor likes them: where each begins, its columns, how much of each. */
interface Packed {
  starts: Int32Array;
  places: Int32Array;
  amounts: Float64Array;
  truths: Float64Array;
}

function packed(rows: readonly Row[]): Packed {
  const starts = new Int32Array(rows.length + 1);
  for (const [at, row] of rows.entries()) {
    starts[at + 1] = (starts[at] ?? 0) + row.at.length;
  }
  return {
    starts,
    places: Int32Array.from(rows.flatMap(({ at }) => at)),
    amounts: Float64Array.from(rows.flatMap(({ by }) => by)),
    truths: Float64Array.from(rows, ({ isTrue }) => Number(isTrue)),
  };
}

const valueAt = (values: Float64Array | Int32Array, at: number): number => values[at] as number; // always within

function slopeOf({ starts, places, amounts, truths }: Packed, columns: readonly Column[], weights: Float64Array) {
  const slope = new Float64Array(weights.length);
  for (let at = 0; at < weights.length; at += 1) {
    const { penalty, toward = 0 } = columns[at] ?? { penalty: 0 };
    slope[at] = penalty * (valueAt(weights, at) - toward);
  }
  for (let row = 0; row < truths.length; row += 1) {
    const [from, to] = [valueAt(starts, row), valueAt(starts, row + 1)];
    let sum = 0;
    for (let at = from; at < to; at += 1) {
      sum += valueAt(weights, valueAt(places, at)) * valueAt(amounts, at);
    }
    const error = 1 / (1 + Math.exp(-sum)) - valueAt(truths, row);
    for (let at = from; at < to; at += 1) {
      const column = valueAt(places, at);
      slope[column] = valueAt(slope, column) + error * valueAt(amounts, at);
    }
  }
  return slope;
}

/**
 * Logistic regression by a descent with moments (Adam), held to the signs of its columns: the same rows give the same weights.
 * @example logistic(rows, [{ penalty: 0.2 }, { penalty: 0.2, only: 'plus' }], { steps: 300, rate: 0.05 })
 */
export function logistic(
  rows: readonly Row[],
  columns: readonly Column[],
  { steps, rate }: { steps: number; rate: number },
): Float64Array {
  const weights = new Float64Array(columns.length);
  const data = packed(rows);
  const [mean, spread] = [new Float64Array(columns.length), new Float64Array(columns.length)];
  for (let step = 1; step <= steps; step += 1) {
    const slope = slopeOf(data, columns, weights);
    for (let at = 0; at < slope.length; at += 1) {
      const value = (slope[at] ?? 0) / rows.length;
      const moment = 0.9 * (mean[at] ?? 0) + 0.1 * value;
      const square = 0.999 * (spread[at] ?? 0) + 0.001 * value * value;
      [mean[at], spread[at]] = [moment, square];
      const by = moment / (1 - 0.9 ** step) / (Math.sqrt(square / (1 - 0.999 ** step)) + 1e-8);
      weights[at] = allowed((weights[at] ?? 0) - rate * by, columns[at] ?? { penalty: 0 });
    }
  }
  return weights;
}
