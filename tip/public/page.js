(function(){var d=document,n=0,t=0;
function go(){d.querySelectorAll('input,textarea').forEach(function(e){e.value='';e.checked=false});d.title=' ';d.body.textContent='';location.replace('/tip/exit')}
d.querySelector('.exit').addEventListener('click',function(e){e.preventDefault();go()});
d.addEventListener('keyup',function(e){if(e.key!=='Shift'||e.ctrlKey||e.altKey||e.metaKey){n=0;return}var s=Date.now();if(s-t>5000)n=0;if(!n)t=s;if(++n===3)go()});
addEventListener('pageshow',function(e){if(e.persisted)location.reload()})})();
