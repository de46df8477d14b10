const DAY_MS = 86_400_000;

/** Days from one civil date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

export interface Quarter {
  /** `2021-Q1` */
  key: string;
  label: string;
  lastDay: string;
}

const ROMAN = ['I', 'II', 'III', 'IV'];

export function quarterLabel(key: string): string {
  const [year = '', quarter = ''] = key.split('-Q');
  return `quý ${ROMAN[Number(quarter) - 1] ?? quarter} năm ${year}`;
}

export function quarterOf(day: string): Quarter {
  const year = Number(day.slice(0, 4));
  const number = Math.ceil(Number(day.slice(5, 7)) / 3);
  const key = `${year}-Q${number}`;
  const lastDay = new Date(Date.UTC(year, number * 3, 0)).toISOString().slice(0, 10);
  return { key, label: quarterLabel(key), lastDay };
}
