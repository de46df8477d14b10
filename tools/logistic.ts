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

function slopeOf(rows: readonly Row[], columns: readonly Column[], weights: Float64Array): Float64Array {
  const slope = new Float64Array(weights.length);
  for (let at = 0; at < weights.length; at += 1) {
    const { penalty, toward = 0 } = columns[at] ?? { penalty: 0 };
    slope[at] = penalty * ((weights[at] ?? 0) - toward);
  }
  for (const { at, by, isTrue } of rows) {
    let sum = 0;
    for (let place = 0; place < at.length; place += 1) {
      sum += (weights[at[place] ?? 0] ?? 0) * (by[place] ?? 0);
    }
    const error = 1 / (1 + Math.exp(-sum)) - (isTrue ? 1 : 0);
    for (let place = 0; place < at.length; place += 1) {
      const column = at[place] ?? 0;
      slope[column] = (slope[column] ?? 0) + error * (by[place] ?? 0);
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
  const [mean, spread] = [new Float64Array(columns.length), new Float64Array(columns.length)];
  for (let step = 1; step <= steps; step += 1) {
    const slope = slopeOf(rows, columns, weights);
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
