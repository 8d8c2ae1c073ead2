import type { GoValue } from '../go/go-value.ts';
import { CASE_FUNCTIONS } from './case-functions.ts';
import { DATE_FUNCTIONS } from './date-functions.ts';
import { DEFAULT_FUNCTIONS } from './default-functions.ts';
import { HASH_FUNCTIONS } from './hash-functions.ts';
import { LIST_FUNCTIONS } from './list-functions.ts';
import { MAP_FUNCTIONS } from './map-functions.ts';
import { NUMBER_FUNCTIONS } from './number-functions.ts';
import { PATH_FUNCTIONS } from './path-functions.ts';
import { REGEX_FUNCTIONS } from './regex-functions.ts';
import { SEMVER_FUNCTIONS } from './semver-functions.ts';
import { TEXT_FUNCTIONS } from './text-functions.ts';
import { UNAVAILABLE_FUNCTIONS } from './unavailable-functions.ts';
import { URL_FUNCTIONS } from './url-functions.ts';

/**
 * The functions of sprig 3.3.0 under their names, without `env` and `expandenv`, which Argo has not either. Those that
 * depend on the clock, on chance or on the network are there and say that they are not available.
 */
export const SPRIG_FUNCTIONS: ReadonlyMap<string, GoValue> = new Map<string, GoValue>([
  ...TEXT_FUNCTIONS,
  ...CASE_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...LIST_FUNCTIONS,
  ...MAP_FUNCTIONS,
  ...DEFAULT_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...REGEX_FUNCTIONS,
  ...PATH_FUNCTIONS,
  ...URL_FUNCTIONS,
  ...HASH_FUNCTIONS,
  ...SEMVER_FUNCTIONS,
  ...UNAVAILABLE_FUNCTIONS,
]);
