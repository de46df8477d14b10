import type { AgencyTree } from '@congvu/contracts';
import { addDays, daysBetween } from '../../../shared/text/dates.ts';

/** The stretch of time the lifelines are drawn over; `to` is the first day after it. */
export interface Axis {
  from: string;
  to: string;
  years: number[];
}

const YEARS_SHOWN = 3;

/** The last years up to this one, longer when something is already fixed for a later year. */
export function axisOf(tree: Pick<AgencyTree, 'today' | 'events'>): Axis {
  const thisYear = Number(tree.today.slice(0, 4));
  const last = Math.max(thisYear, ...tree.events.map((event) => Number(event.effectiveOn.slice(0, 4))));
  const first = thisYear - YEARS_SHOWN + 1;
  const years = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return { from: `${first}-01-01`, to: `${last + 1}-01-01`, years };
}

/** Where a day lies on the axis, in per cent, kept inside it. */
export function placeOf(axis: Axis, day: string): number {
  const share = daysBetween(axis.from, day) / daysBetween(axis.from, axis.to);
  return Math.round(Math.min(Math.max(share, 0), 1) * 10_000) / 100;
}

interface Bar {
  left: number;
  right: number;
}

/** From the first day to the last one, both included; nothing when it lies outside the axis. */
export function barOf(axis: Axis, term: { validFrom: string; validTo: string | null }): Bar | undefined {
  const end = term.validTo === null ? axis.to : addDays(term.validTo, 1);
  if (end <= axis.from || term.validFrom >= axis.to) {
    return undefined;
  }
  return { left: placeOf(axis, term.validFrom), right: Math.round((100 - placeOf(axis, end)) * 100) / 100 };
}
