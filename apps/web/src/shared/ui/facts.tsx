import type { ReactNode } from 'react';

export type Fact = readonly [label: string, value: ReactNode];

/** Label and value; rows without a value are left out. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  const shown = facts.filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false);
  if (shown.length === 0) {
    return null;
  }
  return (
    <dl className="facts">
      {shown.map(([label, value]) => (
        <FactRow key={label} label={label}>
          {value}
        </FactRow>
      ))}
    </dl>
  );
}

function FactRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Right column of list + paper + facts: verdict, action, facts, timeline, in this order. */
export function FactsColumn({ label, children }: { label: string; children: ReactNode }) {
  return (
    <aside className="pane-facts" aria-label={label}>
      {children}
    </aside>
  );
}

export function FactsSection({ title, plain, children }: { title?: string; plain?: boolean; children: ReactNode }) {
  return (
    <section className={plain === true ? 'facts-section is-plain' : 'facts-section'}>
      {title !== undefined && <h2>{title}</h2>}
      {children}
    </section>
  );
}
