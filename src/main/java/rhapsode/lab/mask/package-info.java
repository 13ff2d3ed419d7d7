/** Masked words and what a model puts in their place. */
package rhapsode.lab.mask;
