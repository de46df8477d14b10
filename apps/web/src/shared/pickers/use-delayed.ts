import { useEffect, useState } from 'react';

/** "dieeuf" passes through wrong words on its way to "điều": ask only when the typing rests (ux.md §5). */
export function useDelayed<T>(value: T, delay = 220): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delay);
    return () => clearTimeout(timer);
  }, [value, delay]);
  return settled;
}
