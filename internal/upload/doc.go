// Package upload makes files that people attach safe to keep and to give back:
// JPEG, PNG and PDF of at most 10 MB.
//
// The type is that of the content, whatever the name says. A picture is drawn
// anew, so that nothing but its points is kept: no place, no camera, no hidden
// text. Of a PDF that nobody signed, author, program, times, metadata packets
// and what cameras wrote are blanked. A file goes back as a download in a
// sandbox and never runs in our pages.
//
//	file, err := upload.FromForm(f, "file")   // errs.Invalid on the control
//	upload.Read("file", name, r)              // from anything else
//	file, err = upload.WithoutInfo("file", file)  // a PDF without author, program, attachments, scripts
//	upload.Serve(x, name, mediaType, content)
//	upload.Marked(mediaType, content, text)       // with who looks at it, and when, all over it
package upload
