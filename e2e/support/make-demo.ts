import { DEMO_STARTS } from './demo-template.ts';
import { openOffice } from './open-office.ts';

const [, , dataDir = '', databaseUrl = ''] = process.argv;

const office = await openOffice({ dataDir, databaseUrl, demo: true, at: DEMO_STARTS });
await office.stop();
