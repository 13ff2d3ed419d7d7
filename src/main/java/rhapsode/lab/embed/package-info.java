/** Texts as vectors. */
package rhapsode.lab.embed;
