import { type KeyboardEvent, useEffect, useRef } from 'react';
import { formatNumber } from '../text/dates.ts';

interface Tab<K extends string> {
  key: K;
  label: string;
  count?: number | null | undefined;
  capped?: boolean;
}

interface TabsProps<K extends string> {
  label: string;
  tabs: readonly Tab<K>[];
  active: K;
  onChange: (key: K) => void;
}

/** A row of views with their counts; ←/→ moves between them. */
export function Tabs<K extends string>({ label, tabs, active, onChange }: TabsProps<K>) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Many tabs on a narrow pane: the one shown must be seen.
    list.current?.querySelector(`[data-key="${active}"]`)?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [active]);
  const move = (event: KeyboardEvent, index: number): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = tabs[(index + step + tabs.length) % tabs.length];
    if (step !== 0 && next !== undefined) {
      event.preventDefault();
      onChange(next.key);
      list.current?.querySelector<HTMLElement>(`[data-key="${next.key}"]`)?.focus();
    }
  };
  return (
    <div className="tabs" role="tablist" aria-label={label} ref={list}>
      {tabs.map((tab, index) => (
        <button
          key={tab.key}
          type="button"
          role="tab"
          data-key={tab.key}
          className={tab.key === active ? 'tab is-active' : 'tab'}
          aria-selected={tab.key === active}
          tabIndex={tab.key === active ? 0 : -1}
          onClick={() => onChange(tab.key)}
          onKeyDown={(event) => move(event, index)}
        >
          {tab.label}
          {tab.count !== undefined && tab.count !== null && (
            <span className="num">
              {formatNumber(tab.count)}
              {tab.capped === true ? '+' : ''}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}

/** Two or three views of the same thing. */
export function Segments<K extends string>({ label, tabs, active, onChange }: TabsProps<K>) {
  return (
    <fieldset className="seg" aria-label={label}>
      {tabs.map((tab) => (
        <button
          key={tab.key}
          type="button"
          className={tab.key === active ? 'seg-item is-on' : 'seg-item'}
          aria-pressed={tab.key === active}
          onClick={() => onChange(tab.key)}
        >
          {tab.label}
        </button>
      ))}
    </fieldset>
  );
}
