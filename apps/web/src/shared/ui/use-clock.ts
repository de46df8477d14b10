import { useEffect, useState } from 'react';
import { officeNow } from '../text/dates.ts';

/** The office's time, moving on while `running`. */
export function useClock(running: boolean, everyMs = 1_000): Date {
  const [now, setNow] = useState(officeNow);
  useEffect(() => {
    if (!running) {
      return;
    }
    setNow(officeNow());
    const timer = setInterval(() => setNow(officeNow()), everyMs);
    return () => clearInterval(timer);
  }, [running, everyMs]);
  return now;
}
