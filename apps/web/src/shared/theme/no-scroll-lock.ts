/**
 * In place of the scroll lock antd's layers bring along (vite.config.ts): it writes a style sheet without a nonce, which the
 * page's policy refuses, and our pages scroll inside their panes, never as a whole.
 */
export default function useScrollLocker(): void {}
