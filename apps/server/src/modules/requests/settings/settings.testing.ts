/** For tests of the modules above. */
export { saveRequestSettings } from './save-settings.ts';
