/** What is amiss with what a plan was asked for or made from, in words for the person who asked. */
export class Refused extends Error {
  override readonly name = 'Refused';
}
