import { useEffect } from 'react';

const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;
const CHECK_MS = 5_000;

/**
 * Nobody at the desk: pages that read anew by themselves would keep the session alive for ever, so it is the person that counts
 * (QCVN 12:2026 3.6.2.1.8). Asked by the wall clock: a sleeping computer does not run timers.
 */
export function useIdle(minutes: number, onIdle: () => void): void {
  useEffect(() => {
    let last = Date.now();
    const note = (): void => {
      last = Date.now();
    };
    for (const sign of SIGNS) {
      window.addEventListener(sign, note, { passive: true });
    }
    const timer = setInterval(() => {
      if (Date.now() - last > minutes * 60_000) {
        onIdle();
      }
    }, CHECK_MS);
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS) {
        window.removeEventListener(sign, note);
      }
    };
  }, [minutes, onIdle]);
}
