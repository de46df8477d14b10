import http from 'node:http';

/** Loaded before the office as a control: a server that waits for slow clients for ever. */
const { createServer } = http;
const NEVER_MS = 2 ** 31 - 1;

http.createServer = ((options: http.ServerOptions, ...rest: []) =>
  createServer({ ...options, connectionsCheckingInterval: NEVER_MS }, ...rest)) as typeof createServer;
