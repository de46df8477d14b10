export * from './certificates.ts';
export * from './common.ts';
export * from './desk.ts';
export * from './drafting.ts';
export * from './outgoing.ts';
export * from './signing.ts';
