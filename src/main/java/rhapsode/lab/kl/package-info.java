/** Kullback-Leibler divergence of one model's predictions from another's, saved in a file. */
package rhapsode.lab.kl;
