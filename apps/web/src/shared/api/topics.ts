import type { QueryClient } from '@tanstack/react-query';

/** The first part of every query key is its topic; what else shows the same things is read again with it. */
const ALSO: Record<string, string[]> = {
  incoming: ['tasks', 'registers'],
  tasks: ['incoming'],
  drafting: ['outgoing'],
  outgoing: ['drafting', 'signing', 'registers'],
  signing: ['outgoing'],
  interchange: ['outgoing', 'incoming'],
  org: ['people', 'agencies'],
  requests: ['campaigns', 'signing'],
  certificates: ['requests'],
  accounts: ['requests'],
  mail: ['requests'],
};

/** Work waiting and its counts stand on the desk and in the rail, so both follow every change. */
export function refreshTopic(client: QueryClient, topic: string): void {
  for (const key of [topic, ...(ALSO[topic] ?? []), 'desk', 'me']) {
    void client.invalidateQueries({ queryKey: [key] });
  }
}
