import type { DeskGroup } from '@congvu/contracts';
import { DeskView } from '@congvu/contracts';
import { definePolicies, YES } from './platform/authorise.ts';
import type { ActingContext } from './platform/context.ts';
import { defineRoute, type Route } from './platform/http/route.ts';
import type { DeskSource } from './platform/module.ts';

function tabsOf(groups: DeskGroup[], waiting: number): DeskView['tabs'] {
  const tabs = new Map<string, { key: string; label: string; count: number }>();
  for (const group of groups) {
    const tab = tabs.get(group.tab.key) ?? { ...group.tab, count: 0 };
    tab.count += group.count;
    tabs.set(group.tab.key, tab);
  }
  return [{ key: 'all', label: 'Tất cả', count: waiting }, ...tabs.values()];
}

function summarise(waiting: number, overdue: number): string {
  if (waiting === 0) {
    return 'Không còn việc chờ xử lý.';
  }
  return overdue === 0 ? `${waiting} việc chờ xử lý.` : `${waiting} việc chờ xử lý, ${overdue} việc quá hạn.`;
}

export async function viewDesk(context: ActingContext, sources: DeskSource[]): Promise<DeskView> {
  const found = (await Promise.all(sources.map((source) => source(context)))).flat().filter((group) => group.count > 0);
  const groups = [
    ...found.filter((group) => group.overdue === true),
    ...found.filter((group) => group.overdue !== true),
  ];
  const waiting = groups.reduce((sum, group) => sum + group.count, 0);
  const overdue = groups.filter((group) => group.overdue === true).reduce((sum, group) => sum + group.count, 0);
  return {
    today: context.clock.now().toISOString(),
    summary: { waiting, overdue, text: summarise(waiting, overdue) },
    tabs: tabsOf(groups, waiting),
    groups,
  };
}

/** Everybody has a desk, but not before the first password is changed: then even its sentences would tell too much. */
definePolicies<null, 'desk.view'>({ 'desk.view': () => YES });

/** The order of the sources is the order on the desk. */
export function deskRoutes(sources: DeskSource[]): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/desk',
      policy: 'desk.view',
      summary: 'Bàn làm việc: việc đang chờ người này',
      response: DeskView,
      handle: (context) => viewDesk(context, sources),
    }),
  ];
}
