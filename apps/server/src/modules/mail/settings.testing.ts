/** For tests of the modules above. */
export { saveMailSettings } from './commands/save-settings.ts';
