/** When the demo of all journeys was set up: Friday before the story goes on. */
export const DEMO_STARTS = '2021-03-19T15:30:00+07:00';
export const TEMPLATE = 'template_demo';

/** Written once the demo in that folder stands, empty; or with why it does not. */
export function markOf(demoFolder: string): string {
  return `${demoFolder}.made`;
}
