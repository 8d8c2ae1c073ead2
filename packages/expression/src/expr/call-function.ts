import { typeOf } from '../go/go-format.ts';
import { EnvironmentMap, GoFunction, type GoValue } from '../go/go-value.ts';
import type { Meter } from '../meter.ts';
import { ExpressionFailure } from '../result.ts';
import { describeNature, isAssignable, type Nature, natureOf } from './nature.ts';

/**
 * Calls a function of the environment as reflect does: with as many arguments as it has parameters, each of its
 * parameter's type; nil is the parameter's zero value.
 */
export function callFunction(callee: GoValue, args: GoValue[], meter: Meter): GoValue {
  if (callee === null) throw new ExpressionFailure('invalid operation: cannot call nil');
  if (!(callee instanceof GoFunction)) {
    throw new ExpressionFailure(`invalid operation: cannot call non-function of type ${typeOf(callee)}`);
  }
  const { params, variadic } = callee.signature;
  const least = variadic ? params.length - 1 : params.length;
  if (variadic ? args.length < least : args.length !== least) {
    const expected = variadic ? `at least ${least}` : String(least);
    throw new ExpressionFailure(`invalid number of arguments: expected ${expected}, got ${args.length}`);
  }
  const converted = args.map((argument, index) =>
    convert(argument, params[Math.min(index, params.length - 1)]),
  );
  return callee.call(converted, meter);
}

function convert(argument: GoValue, param: Nature | undefined): GoValue {
  if (param === undefined || param.kind === 'any') {
    return argument instanceof EnvironmentMap ? argument.toMap() : argument;
  }
  if (argument === null) return zeroOf(param);
  if (!fits(argument, param)) {
    throw new ExpressionFailure(`reflect: Call using ${typeOf(argument)} as type ${describeNature(param)}`);
  }
  return argument instanceof EnvironmentMap ? argument.toMap() : argument;
}

/** Lists are of one type here, whatever Go's type of their elements is. */
function fits(argument: GoValue, param: Nature): boolean {
  const nature = natureOf(argument);
  return nature.kind === 'array' && param.kind === 'array' ? true : isAssignable(nature, param);
}

function zeroOf(param: Nature): GoValue {
  switch (param.kind) {
    case 'string':
      return '';
    case 'int':
      return 0n;
    case 'float':
      return 0;
    case 'bool':
      return false;
    case 'array':
      return [];
    case 'map':
      return new Map();
    default:
      return null;
  }
}
