import { useEffect, useState, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { Button } from '../ui/button.tsx';

const SECONDS = 10;

interface Toast {
  id: number;
  text: string;
  undo: (() => void) | undefined;
  link: { label: string; onOpen: () => void } | undefined;
}

let current: Toast | undefined;
let serial = 0;
const listeners = new Set<() => void>();

function put(toast: Toast | undefined): void {
  current = toast;
  for (const listener of listeners) {
    listener();
  }
}

interface ToastOptions {
  /** Takes the act back; offered for ten seconds. */
  undo?: () => void;
  link?: { label: string; onOpen: () => void };
}

/** Says what was done; one at a time, the newest wins. */
export function showToast(text: string, options: ToastOptions = {}): void {
  serial += 1;
  put({ id: serial, text, undo: options.undo, link: options.link });
}

function ToastCard({ toast }: { toast: Toast }) {
  const [left, setLeft] = useState(toast.undo === undefined ? 6 : SECONDS);
  useEffect(() => {
    const timer = setInterval(() => setLeft((seconds) => seconds - 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (left <= 0) {
      put(undefined);
    }
  }, [left]);
  const { undo, link } = toast;
  return (
    <div className="toast">
      <span role="status">{toast.text}</span>
      {undo !== undefined && (
        <button
          type="button"
          onClick={() => {
            put(undefined);
            undo();
          }}
        >
          Hoàn tác <span className="num">{Math.max(left, 0)}</span>
        </button>
      )}
      {link !== undefined && (
        <button
          type="button"
          onClick={() => {
            put(undefined);
            link.onOpen();
          }}
        >
          {link.label}
        </button>
      )}
      {undo === undefined && link === undefined && (
        <Button kind="ghost" size="small" onClick={() => put(undefined)}>
          Đóng
        </Button>
      )}
    </div>
  );
}

/** Stands once, in the root of the application. */
export function ToastHost() {
  const toast = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
  return createPortal(
    <div className="toast-place float-layer">{toast !== undefined && <ToastCard key={toast.id} toast={toast} />}</div>,
    document.body,
  );
}
