/** Importance matrices: how strongly a text drives each input of a model's linear layers. */
package rhapsode.lab.imatrix;
