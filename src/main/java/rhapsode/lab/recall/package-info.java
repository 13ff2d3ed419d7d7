/** Recall: does a model find again what stood far back in a text? */
package rhapsode.lab.recall;
