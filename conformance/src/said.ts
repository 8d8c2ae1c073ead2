import { type Problem, problemText } from '@tiphys/spec';

const PLACEHOLDER = /__argo__internal__placeholder-\d+/g;
/** After these words come parts of the template's JSON. */
const ADDED_JSON = /(Cannot find end tag="\}\}"|failed to unmarshall JSON expression:)[\s\S]*$/;
/** What stands for something that is known when the workflow runs: Argo shows its own stand-in, Tiphys what is written. */
const OPEN = String.raw`(?:__argo__internal__placeholder-\d+|\{\{.*?\}\})`;

/**
 * Whether one of the problems says what Argo says, in its words: its sentence is there as a whole, but for what Argo
 * makes up (stand-ins) and for the JSON of the template that it adds to an unclosed tag. Of several unknown fields,
 * which Argo puts into one sentence, each is a problem of its own.
 */
export function says(problems: readonly Problem[], theirs: string): boolean {
  const texts = problems.map(problemText);
  return sentencesOf(theirs).every((sentence) => texts.some((text) => sentence.test(text)));
}

function sentencesOf(theirs: string): RegExp[] {
  const strict = /^strict decoding error: (unknown field .*)$/.exec(theirs)?.[1];
  if (strict !== undefined) {
    return strict.split(/, (?=unknown field )/).map((one) => pattern(`strict decoding error: ${one}`));
  }
  return [pattern(theirs.replace(ADDED_JSON, '$1'))];
}

function pattern(sentence: string): RegExp {
  return new RegExp(
    sentence
      .split(PLACEHOLDER)
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join(OPEN),
  );
}
