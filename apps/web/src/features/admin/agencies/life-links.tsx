import type { AgencyTree } from '@congvu/contracts';
import { useLayoutEffect, useState } from 'react';
import { type Axis, placeOf } from './life.ts';

interface LifeLinksProps {
  body: HTMLElement | null;
  tree: AgencyTree;
  axis: Axis;
  /** Changes when other rows stand there. */
  shown: string;
}

interface Link {
  key: string;
  path: string;
  past: boolean;
}

const BEND = 14;
const ROUND = 7;

/** From the end of one lifeline round a bend to the line of who takes over. */
function pathBetween(from: DOMRect, to: DOMRect, frame: DOMRect, share: number): string {
  const x = from.left - frame.left + (from.width * share) / 100;
  const start = from.top - frame.top + from.height / 2;
  const end = to.top - frame.top + to.height / 2;
  const way = end > start ? 1 : -1;
  return `M ${x} ${start} h ${BEND - ROUND} q ${ROUND} 0 ${ROUND} ${way * ROUND} V ${end - way * 4}`;
}

function linksOf(body: HTMLElement, tree: AgencyTree, axis: Axis): Link[] {
  const frame = body.getBoundingClientRect();
  const lifeOf = (id: string): Element | null => body.querySelector(`[data-life="${CSS.escape(id)}"]`);
  return tree.events.flatMap((event) => {
    const from = event.kind === 'rename' ? null : lifeOf(event.agencyId);
    const to = event.successorId === null ? null : lifeOf(event.successorId);
    if (from === null || to === null || event.effectiveOn < axis.from) {
      return [];
    }
    const share = placeOf(axis, event.effectiveOn);
    const path = pathBetween(from.getBoundingClientRect(), to.getBoundingClientRect(), frame, share);
    return [{ key: event.id, path, past: event.inForce }];
  });
}

/** Lines from what ended to what took over; drawn where the rows stand, so they are measured. */
export function LifeLinks({ body, tree, axis, shown }: LifeLinksProps) {
  const [links, setLinks] = useState<Link[]>([]);
  useLayoutEffect(() => {
    if (body === null) {
      return;
    }
    const measure = (): void => {
      const found = linksOf(body, tree, axis);
      setLinks((now) => (JSON.stringify(now) === JSON.stringify(found) ? now : found));
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(body);
    return () => watch.disconnect();
  }, [body, tree, axis]);
  return (
    <svg className="life-links" aria-hidden="true" data-shown={shown}>
      {links.map((link) => (
        <path key={link.key} d={link.path} className={link.past ? 'is-past' : undefined} />
      ))}
    </svg>
  );
}
