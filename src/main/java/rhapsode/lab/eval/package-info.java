/** Multiple choice: which of several continuations a model finds likeliest. */
package rhapsode.lab.eval;
