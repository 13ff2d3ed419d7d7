/** Scores of pairs of texts. */
package rhapsode.lab.rank;
