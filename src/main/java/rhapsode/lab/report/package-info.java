/** Charts and tables, and a page of them that needs nothing but itself. */
package rhapsode.lab.report;
