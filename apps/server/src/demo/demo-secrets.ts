/** Everybody's, printed on the page and at the start: they open nothing but made-up data. */
export const DEMO_PASSWORD = 'Tam-Duong-2021';
export const DEMO_PIN = '246810';
