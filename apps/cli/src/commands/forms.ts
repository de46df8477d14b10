import { type Command, printUsage, UsageError } from '../command-line.ts';

const USAGE = [
  'forms render M01…M10 FILE.json -o FILE.pdf|FILE.docx|FILE.xlsx [--template FILE.docx] [--demo] [--json]',
  'forms render M01…M10 --example [--today yyyy-mm-dd]',
  'forms check M01…M10 FILE.json|FILE.xlsx|FILE.csv… [--today yyyy-mm-dd] [--json]',
  'forms template M01…M10 -o FILE.docx',
];

/** `congvu forms render|check|template`. */
export const command: Command = async ([action, ...args]) => {
  if (args.includes('--help')) {
    printUsage(USAGE);
    return 0;
  }
  switch (action) {
    case 'render':
    case 'template': {
      const { renderForm, writeTemplate } = await import('../forms/render-form.ts');
      return action === 'render' ? renderForm(args) : writeTemplate(args);
    }
    case 'check': {
      const { checkForms } = await import('../forms/check-forms.ts');
      return checkForms(args);
    }
    case undefined:
    case '--help':
      printUsage(USAGE);
      return action === undefined ? 2 : 0;
    default:
      throw new UsageError(`congvu forms ${action}: chưa có lệnh này.`);
  }
};
