/** For tests of the modules above. */
export { changeUpkeepSettings } from './commands/change-settings.ts';
