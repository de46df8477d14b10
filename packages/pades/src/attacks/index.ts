export { type Generated, type GeneratorPlan, generateSpecimens } from './generate.ts';
export type { LetterToSign } from './sample-letter.ts';
export {
  ATTACK_FAMILIES,
  type AttackFamily,
  type Expected,
  GENUINE_FAMILIES,
  type GenuineFamily,
  type Judgement,
  judgeFile,
  judgementOf,
  meets,
  type Specimen,
} from './specimen.ts';
