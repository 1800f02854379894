// A script that does not parse, on purpose.
const unfinished = { one: 1, two: ;
